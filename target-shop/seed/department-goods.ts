import type { Category, SeedProduct } from './product.ts';

type Good = readonly [name: string, priceCents: number];

const ELECTRONICS: readonly Good[] = [
  ['Wireless Mouse', 2499],
  ['Mechanical Keyboard', 8999],
  ['USB-C Hub', 3999],
  ['Noise Cancelling Headphones', 19_999],
  ['Portable Speaker', 5999],
  ['4K Monitor', 34_999],
  ['Webcam', 6999],
  ['Smart Plug', 1499],
  ['Power Bank', 2999],
  ['External SSD', 10_999],
  ['Fitness Tracker', 7999],
  ['E-Reader', 12_999],
  ['Desk Microphone', 9499],
  ['Graphics Tablet', 15_999],
  ['Wi-Fi Router', 11_999],
  ['Bluetooth Tracker', 1999],
  ['LED Light Strip', 2299],
  ['Phone Stand', 1299],
  ['Action Camera', 24_999],
  ['Drone', 44_999],
];

const FURNITURE: readonly Good[] = [
  ['Standing Desk', 49_999],
  ['Office Chair', 27_999],
  ['Bookshelf', 12_999],
  ['Floor Lamp', 5999],
  ['Coffee Table', 14_999],
  ['Two-Seat Sofa', 59_999],
  ['Bar Stool', 7999],
  ['Bedside Table', 6499],
  ['Wardrobe', 38_999],
  ['Shoe Rack', 3499],
  ['Folding Chair', 2499],
  ['Writing Desk', 19_999],
  ['TV Stand', 16_999],
  ['Rocking Chair', 21_999],
  ['Wall Mirror', 8999],
  ['Storage Bench', 11_499],
  ['Coat Stand', 4499],
  ['Filing Cabinet', 13_999],
  ['Bean Bag', 6999],
  ['Bunk Bed', 44_999],
];

const SPORTS: readonly Good[] = [
  ['Yoga Mat', 2499],
  ['Dumbbell Set', 8999],
  ['Running Belt', 1799],
  ['Tennis Racket', 11_999],
  ['Football', 2999],
  ['Basketball', 3299],
  ['Climbing Chalk', 999],
  ['Skipping Rope', 1199],
  ['Cycling Helmet', 5999],
  ['Swim Goggles', 1899],
  ['Foam Roller', 2199],
  ['Kettlebell', 4499],
  ['Badminton Set', 3999],
  ['Table Tennis Paddle', 2799],
  ['Hiking Poles', 4999],
  ['Water Bottle', 1499],
  ['Resistance Bands', 1999],
  ['Boxing Gloves', 5499],
  ['Skateboard', 7499],
  ['Two-Person Tent', 15_999],
];

/** Sixty things from three departments, for lists, filters and searches (V-06). */
export const DEPARTMENT_GOODS: readonly SeedProduct[] = [
  ...department('electronics', '🔌', ELECTRONICS),
  ...department('furniture', '🪑', FURNITURE),
  ...department('sports', '🏅', SPORTS),
];

function department(category: Category, emoji: string, goods: readonly Good[]): readonly SeedProduct[] {
  return goods.map(([name, priceCents]) => ({
    id: name.toLowerCase().replaceAll(' ', '-'),
    name,
    emoji,
    category,
    priceCents,
    description: `${name} from our ${category} department.`,
    tags: [],
  }));
}
