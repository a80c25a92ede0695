import { createService } from '../../kit/create-service.ts';
import { ad } from './routes.ts';

await createService(ad);
